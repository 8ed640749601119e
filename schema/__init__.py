"""What may be said: the model, the record types that travel between packages, ids, value cleaning and reference data."""
