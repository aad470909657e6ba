"""Where the model learns; only here scikit-learn and joblib are imported."""
