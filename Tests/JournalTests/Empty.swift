// Placeholder for the build.
