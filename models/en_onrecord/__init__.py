"""What onrecord knows of English: word lists, rules, settings and trained weights. Data only."""
