"""What users choose: channels per kind, times, titles that they do not want to hear of."""
