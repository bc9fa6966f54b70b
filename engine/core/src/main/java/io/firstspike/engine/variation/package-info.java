/** Stimuli varied at random for training. */
package io.firstspike.engine.variation;
