"""What tests need: databases in a tenth of a second. Not used outside tests."""
