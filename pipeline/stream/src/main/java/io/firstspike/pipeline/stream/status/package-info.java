/** Messages by which a running job explains why it does not advance. */
package io.firstspike.pipeline.stream.status;
