"""Documents about models in the formats of others: CycloneDX ML-BOM, Hugging Face model cards, the MLflow registry. Pure reading and writing."""
