"""What the desks of schools and of health units share: months, readers, reports that are said, forms on paper."""
