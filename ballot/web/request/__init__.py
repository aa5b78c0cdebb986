"""What applies to every request before a view: access, limits, sizes, headers, languages, failures, logs."""
