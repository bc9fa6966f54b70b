package io.firstspike.pipeline.stream.model;

import java.io.Serializable;

/**
 * Holds what the learner of one model key begins with, if that is not the base.
 *
 * @param series of its versions ({@link ModelVersion})
 * @param file a model file's content; not to be changed
 */
public record StartingModel(String series, byte[] file) implements Serializable {}
