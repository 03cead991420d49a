"""Where data is collected, processed, kept, learnt from and passed on: by which system and supplier, in which country, on what ground."""
