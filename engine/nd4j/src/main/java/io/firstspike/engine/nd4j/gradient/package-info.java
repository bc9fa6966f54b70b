/** Training by surrogate gradients through time, with SameDiff. */
package io.firstspike.engine.nd4j.gradient;
