"""Speed programs behind ``craftagent bench``: always ratios beside a reference measured in the same run."""
