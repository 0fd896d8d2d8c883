"""Operations: logs without health data, health, readiness and metrics."""
