package topspin.cli.play;

import java.util.List;

/** A person with a keyboard. */
public final class PersonPilot implements Pilot {
    private final ActionControls controls;

    PersonPilot(ActionControls controls) {
        this.controls = controls;
    }

    /**
     * @param hold see {@link ActionControls#of}
     */
    public static PersonPilot of(PlayedGame game, int hold) {
        return new PersonPilot(ActionControls.of(game.world().actionSpace(), game.actionNames(), hold));
    }

    @Override
    public void begin() {
        // the controls stay as they are
    }

    @Override
    public void look(PlayedGame game) {
        // the person does
    }

    @Override
    public void decide(PlayedGame game) {
        controls.write(game.actions());
        controls.stepped();
    }

    @Override
    public List<String> lines(PlayedGame game) {
        return List.of(controls.state());
    }

    @Override
    public ActionControls controls() {
        return controls;
    }
}
