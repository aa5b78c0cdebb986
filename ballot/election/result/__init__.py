"""From the opened tally to the published result: counts, lots, withdrawals, vacancies, what-if, marked register."""
