/**
 * A class that savepoints of earlier programs refer to by its old name; this package holds nothing
 * else.
 */
package io.firstspike.pipeline.wire;
