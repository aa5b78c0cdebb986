"""What pages share: forms, times in words, chips, result sheets, branding."""
