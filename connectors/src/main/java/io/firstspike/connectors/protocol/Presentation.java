package io.firstspike.connectors.protocol;

import io.firstspike.engine.stimulus.Image;

/**
 * One frame of a stream, as a protocol shows it.
 *
 * @param index the index of its image in the data set
 * @param image the image, changed if the protocol says so
 * @param label its right label at this place of the stream
 * @param labelled whether the label ever becomes known to a learner
 */
public record Presentation(int index, Image image, String label, boolean labelled) {}
