"""From an article to an `Extraction`: a short pipeline of functions over one parsed document."""
