"""The interface that all pages share: layout, components, forms."""
