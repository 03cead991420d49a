"""The first assessment: questions in plain language, answered by several people; their answers become judgements and a road map."""
