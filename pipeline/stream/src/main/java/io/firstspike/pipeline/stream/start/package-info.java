/**
 * What a job starts from, decided before it reads or writes anything: a checkpoint, the models of
 * the topic, a file, or random weights.
 */
package io.firstspike.pipeline.stream.start;
