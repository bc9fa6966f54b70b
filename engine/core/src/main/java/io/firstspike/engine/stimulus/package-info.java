/** Stimuli: what a network is shown. */
package io.firstspike.engine.stimulus;
