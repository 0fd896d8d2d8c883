"""Documents: photos and papers, checked, sealed as received, shown as clean copies."""
