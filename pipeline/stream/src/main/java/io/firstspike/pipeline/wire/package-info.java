/** A name that savepoints of earlier programs refer to; nothing else may be here. */
package io.firstspike.pipeline.wire;
