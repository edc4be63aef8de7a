"""Money on its way to families: from an approved batch to a reconciled bank answer and a closed book."""
