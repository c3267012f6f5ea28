/** REINFORCE as the experiment log's program ran it: its rules, and the update. */
package topspin.algorithm.reinforce;
