/**
 * Models on the stream: the models that a job starts from, the names of versions, and the assembly
 * of models from the rows of the models topic.
 */
package io.firstspike.pipeline.stream.model;
