"""Mail that came back: own return addresses, and the delivery reports that arrive there."""
