/**
 * The start of a job, decided before it reads or writes anything: from a checkpoint, the models of
 * the topic, a file, or random weights.
 */
package io.firstspike.pipeline.stream.start;
