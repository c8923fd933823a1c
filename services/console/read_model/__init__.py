"""What the pages are made of: rows, and the pure folds that keep them up with what is told."""
