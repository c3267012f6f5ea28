/**
 * The agent in the page: games that a run's policy plays on the server, kept step by step with what its core computed, and the units
 * of it named by what they go with. What a policy is stands above this room: the command line hands in {@link
 * topspin.page.agent.AgentGames}. The page's server calls it.
 */
package topspin.page.agent;
