"""Draw what a team does with a questionnaire: begin, answer, look together, plan."""
