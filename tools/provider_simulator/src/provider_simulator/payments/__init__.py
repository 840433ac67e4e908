"""What the simulated payment providers share: the clock, the way of a request, and control from tests."""
