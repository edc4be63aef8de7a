"""Who looks after how many families, where nobody does, and handing families on."""
