"""The desk of schools: a class a month, forms on paper and back, and who has not reported yet."""
