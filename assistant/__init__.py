"""The member self-service assistant of expatriate health insurers."""
