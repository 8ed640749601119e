"""How incidents are read: triggers, fillers, clusters, counts; `loaders.extract.incidents` joins them."""
