/** What the layers of a network do while they are shown stimuli: who fires, how often, and when. */
package io.firstspike.engine.activity;
