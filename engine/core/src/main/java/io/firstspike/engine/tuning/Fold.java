package io.firstspike.engine.tuning;

import io.firstspike.engine.stimulus.LabelledStimuli;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Examples to learn from, and others to validate what was learned; both in random order, so that
 * the first of them are a sample.
 *
 * @param taught what is learned from
 * @param validated what is held out
 */
@API(status = Status.MAINTAINED)
public record Fold(LabelledStimuli taught, LabelledStimuli validated) {}
