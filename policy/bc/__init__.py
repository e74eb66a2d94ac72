"""Behaviour cloning under LightningCLI."""
