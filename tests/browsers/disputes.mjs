// Disputes for the desks of mediators and courts: one that is mediated today, one whose agreement the court is asked to confirm.
import { PICTURE, base } from './driving.mjs';
import { person } from './story.mjs';

const MEDIATOR = 'mediation-puqi.handler';

export async function makeDisputes(browser) {
  const clerk = (await person(browser, 'center.clerk', {})).request;
  const mediator = (await person(browser, MEDIATOR, {})).request;
  await arranged(clerk, mediator);
  await agreed(clerk, mediator);
}

async function arranged(clerk, mediator) {
  const id = await inHand(clerk, mediator, '院墙雨水流进邻院');
  // The day of the county, wherever this machine stands.
  const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
  await step(mediator, id, 'arrange_mediation', { form: { day: today, time: 't1430', place: '一号调解室' } });
}

async function agreed(clerk, mediator) {
  const id = await inHand(clerk, mediator, '装修噪音影响邻居休息');
  const multipart = { file: PICTURE };
  const uploaded = await mediator.post(`${base}/api/v1/cases/${id}/attachments`, { multipart, headers: { origin: base } });
  const file = (await read(uploaded, 'attachments')).id;
  const form = { form_of_agreement: 'written', effective_on: new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10), content: '每天十二点至十四点、二十点后不施工。' };
  await step(mediator, id, 'reach_agreement', { form, evidence: { mediation_record: [file], agreement_document: [file] } });
  await step(mediator, id, 'consult', { input: { unit: 'court' }, form: { question: '请看能否确认' } });
}

/** A dispute that mediators have in hand. */
async function inHand(clerk, mediator, title) {
  const filing = {
    workflow: 'dispute', title, category: '0402', place: '421281001', parties: [{ name: '张桂兰', telephone: '13800001234' }],
    form: { summary: title, request: '请调解', in_other_procedure: false },
  };
  const data = { data: filing, headers: { 'idempotency-key': crypto.randomUUID(), origin: base } };
  const { id } = await read(await clerk.post(`${base}/api/v1/cases`, data), title);
  await step(clerk, id, 'accept', { form: { source_of_case: 'application' } });
  await step(clerk, id, 'assign', { input: { assign: { lead: 'mediation-puqi' } } });
  await step(mediator, id, 'sign', {});
  await step(mediator, id, 'contact', { form: { manner: 'telephone', content: '已联系' } });
  return id;
}

async function step(request, id, transition, more) {
  const at = `${base}/api/v1/cases/${id}`;
  const { version } = await read(await request.get(at), at);
  const headers = { 'idempotency-key': crypto.randomUUID(), 'if-match': `"${version}"`, origin: base };
  await read(await request.post(`${at}/verbs`, { data: { command: 'perform', transition, ...more }, headers }), transition);
}

async function read(answer, what) {
  if (!answer.ok()) throw new Error(`${what}: ${answer.status()} ${(await answer.text()).slice(0, 200)}`);
  return answer.json();
}
