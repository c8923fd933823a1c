"""The console: folds, sentences, and pages rendered from what was told."""
