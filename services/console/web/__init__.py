"""What all pages share: the templates, the words for times and kinds, the safety headers."""
