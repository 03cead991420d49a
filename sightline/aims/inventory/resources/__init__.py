"""What AI systems rest on: models, data sets, tools and computing; the processes they serve and the people they touch."""
