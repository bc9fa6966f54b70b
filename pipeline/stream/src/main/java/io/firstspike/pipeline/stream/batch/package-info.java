/** Batches of frames, which a backend executes together. */
package io.firstspike.pipeline.stream.batch;
