package io.firstspike.bench.continual;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * State of a learner, as far as it can be told.
 *
 * @param bytes all that it keeps from frame to frame, in bytes
 * @param memoryBytes the part of it that is a memory of earlier frames, in bytes
 * @param alarms for each drift that it has detected, the number of labels that it had learned by
 *     then, ascending; empty if it detects none
 */
record LearnerState(OptionalLong bytes, OptionalLong memoryBytes, Optional<List<Long>> alarms) {}
