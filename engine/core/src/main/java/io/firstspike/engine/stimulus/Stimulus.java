package io.firstspike.engine.stimulus;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Input that a network is shown once and classifies: an image, or a window of events. */
@API(status = Status.MAINTAINED)
public sealed interface Stimulus permits Image, EventWindow {}
