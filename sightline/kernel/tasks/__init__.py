"""What somebody is asked to do by a day: given by people, by gaps, and by what falls due."""
