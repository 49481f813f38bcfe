"""The inbox, the item, and what people do with them."""
