package io.firstspike.engine.stimulus;

/** What a network is shown once and classifies: an image. */
public sealed interface Stimulus permits Image {}
