"""What every request meets before a view: access, limits, sizes, headers, languages, failures, logs."""
