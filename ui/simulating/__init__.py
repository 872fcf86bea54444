"""What a person does with the simulator: compare lanes, press the button, build a road, ask what if."""
