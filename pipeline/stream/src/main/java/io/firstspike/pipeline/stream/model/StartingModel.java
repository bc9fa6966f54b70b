package io.firstspike.pipeline.stream.model;

import java.io.Serializable;

/**
 * The model that the learner of one model key begins with in place of the base model.
 *
 * @param series the series of its versions ({@link ModelVersion})
 * @param file the content of a model file; not to be changed
 */
public record StartingModel(String series, byte[] file) implements Serializable {}
