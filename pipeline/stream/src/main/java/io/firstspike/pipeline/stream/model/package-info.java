/**
 * Models on the stream: what a job starts from, how versions are named, and how the rows of the
 * models topic become a model again.
 */
package io.firstspike.pipeline.stream.model;
