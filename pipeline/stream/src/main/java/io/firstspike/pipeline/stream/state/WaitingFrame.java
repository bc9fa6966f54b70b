package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.Received;

/**
 * A frame that came before the model that is to classify it.
 *
 * @param received the record, as it came
 * @param modelKey the model it waits for
 * @param until when it has waited long enough, in milliseconds since the epoch
 */
public record WaitingFrame(Received received, String modelKey, long until) {}
